# %% id="blanks-done" role="self-check"
import json
from pathlib import Path

left = [number for number, state in sorted(blanks.items()) if state != "right"]
saved = json.loads(Path("results.json").read_text("utf-8")) if Path("results.json").exists() else {}
saved["blanks"] = {str(number): state for number, state in sorted(blanks.items())}
Path("results.json").write_text(json.dumps(saved, indent=1), "utf-8")
print(f"빈칸 {len(blanks)}개 가운데 {len(blanks) - len(left)}개를 맞혔습니다.")
if left:
    print(f"남은 빈칸: {', '.join(map(str, left))}")
