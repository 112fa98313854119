"""Leadmart: tested lead-generation and account-based-marketing metrics."""
