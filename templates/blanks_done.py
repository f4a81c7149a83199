# %% id="blanks-done" role="self-check"
import json
from pathlib import Path

left = [number for number, state in sorted(blanks.items()) if state != "right"]
saved = json.loads(Path("results.json").read_text("utf-8")) if Path("results.json").exists() else {}
saved["blanks"] = {str(number): state for number, state in sorted(blanks.items())}
Path("results.json").write_text(json.dumps(saved, indent=1), "utf-8")
print("{{ chapter.words.blanks.done }}".format(count=len(blanks), right=len(blanks) - len(left)))
if left:
    print("{{ chapter.words.blanks.left }}".format(blanks=", ".join(map(str, left))))
