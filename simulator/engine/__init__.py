"""The engine: compiles an architecture into a world and advances it tick by tick."""
