"""Closing a file, carrying out an erasure, and the certificate of it."""
