"""papermill for TypeScript notebooks: python papermillTypescript.py IN.ipynb OUT.ipynb -p epochs 1

papermill writes the parameters as a cell in the notebook's own language, and knows a fixed list of languages. This adds
TypeScript to the list and hands over to papermill's own command line, with all of its options.
"""

import json
import math

from papermill.cli import papermill
from papermill.translators import Translator, papermill_translators


class TypeScriptTranslator(Translator):
    @classmethod
    def translate_none(cls, value):
        return "null"

    @classmethod
    def translate_str(cls, value):
        return json.dumps(value, ensure_ascii=False)

    @classmethod
    def translate_float(cls, value):
        if math.isnan(value):
            return "Number.NaN"
        if math.isinf(value):
            return f"Number.{'POSITIVE' if value > 0 else 'NEGATIVE'}_INFINITY"
        return repr(value)

    @classmethod
    def translate_list(cls, values):
        return f"[{', '.join(cls.translate(value) for value in values)}]"

    translate_tuple = translate_list

    @classmethod
    def translate_dict(cls, values):
        pairs = (f"{cls.translate_str(str(name))}: {cls.translate(value)}" for name, value in values.items())
        return f"{{ {', '.join(pairs)} }}"

    @classmethod
    def comment(cls, text):
        return f"// {text}".strip()

    @classmethod
    def assign(cls, name, value):
        # A later cell may declare a name anew, whatever the cell before declared it with.
        return f"let {name} = {value};"


papermill_translators.register("typescript", TypeScriptTranslator)

if __name__ == "__main__":
    papermill()
