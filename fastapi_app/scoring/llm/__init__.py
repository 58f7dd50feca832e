"""The engine that asks a language model. The one part of ``scoring`` that speaks HTTP."""
