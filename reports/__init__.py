"""What people see: the command line, the report, the workbook."""
