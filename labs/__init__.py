"""What is taught: the demo, scenarios, guided labs, classrooms."""
