"""AWS services, one folder each: properties, rules, state in a world, metrics, texts."""
