"""Plans: sessions, their folder, and today's plan."""
