"""What a person sees: tables of runs, rankings of variants, pictures, differences."""
