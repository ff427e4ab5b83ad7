"""What a timetable is laid out from: the scenario and its days, and the sessions of a plan, as whole numbers."""
