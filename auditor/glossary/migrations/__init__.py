"""The steps that make and change the tables of a glossary database (alembic); they ship in the package."""
