"""Checks that rules of several families share."""
