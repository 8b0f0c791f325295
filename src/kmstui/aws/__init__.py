"""The vocabulary that both halves of the product share: AWS's names, errors, identifiers and shapes.

Standard library only. It knows neither how an account is emulated nor how a console looks.
"""
