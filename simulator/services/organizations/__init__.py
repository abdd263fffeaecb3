"""AWS Organizations: accounts, units, and the policies that limit them."""
