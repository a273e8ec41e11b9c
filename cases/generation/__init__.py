"""Invented cases in any number, for demonstration worlds and measurements. No real person is in them."""
