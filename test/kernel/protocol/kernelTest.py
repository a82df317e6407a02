"""jupyter_kernel_test (PyPI) on the installed kernelspec: every test it has, none skipped."""

import unittest

import jupyter_kernel_test


class CuadernoKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "cuaderno"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    completion_samples = [
        {"text": "Math.flo", "matches": {"floor"}},
        {"text": "consol", "matches": {"console"}},
    ]
    complete_code_samples = ["1", "const x = 1", "function f(x: number) { return x * 2 }"]
    incomplete_code_samples = ["function f(x) {", "/* a", "`x"]
    invalid_code_samples = ["import = 7q", "const x = )"]
    code_page_something = "Math.floor?"
    code_generate_error = 'throw new Error("x")'
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {"code": 'import { display } from "tslab"; display.png(new Uint8Array([1]))', "mime": "image/png"}
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1 ? 2*"
    code_inspect_sample = "Math.floor"
    code_clear_output = "clearOutput()"


if __name__ == "__main__":
    unittest.main()
