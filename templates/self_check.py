# %% id="blanks" role="machinery"
import ast
import re
from pathlib import Path

blanks = {}  # what became of each
waiting = {}  # what each name that wasn't made waits for: blanks, and the look of its cell
holes = {}  # the blanks that are open, with the look of their cells
NAMED = r"Name\\\(id='__\d+__',\\ ctx=Load\\\(\\\)\\\)"  # a blank in the look of a cell
DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
Path("results.json").unlink(missing_ok=True)


def reads_and_makes(tree):
    """The names that a cell reads before it makes them, and those that it makes."""
    reads, makes = set(), set()

    def visit(node, own):
        match node:
            case ast.Name(ctx=ast.Store()):
                (makes if own is None else own).add(node.id)
            case ast.Name():
                if node.id not in makes and node.id not in (own or ()):
                    reads.add(node.id)
            case ast.Assign() | ast.AnnAssign() | ast.For():
                last = [node.target] if hasattr(node, "target") else node.targets
                first = [node.iter] if isinstance(node, ast.For) else [node.value] if node.value else []
                rest = [*node.body, *node.orelse] if isinstance(node, ast.For) else []
                for each in (*first, *last, *rest):
                    visit(each, own)
            case ast.AugAssign(target=ast.Name()):
                visit(ast.Name(node.target.id, ast.Load()), own)
                visit(node.value, own)
                visit(node.target, own)
            case ast.Import() | ast.ImportFrom():
                (makes if own is None else own).update(each.asname or each.name.split(".")[0] for each in node.names)
            case ast.FunctionDef() | ast.Lambda() | ast.ClassDef():
                if hasattr(node, "name"):
                    (makes if own is None else own).add(node.name)
                inner = set(own or ())
                inner |= {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
                inner |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                for each in ast.iter_child_nodes(node):
                    visit(each, inner)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                inner = set(own or ())
                for each in node.generators:
                    visit(each.iter, inner)
                    visit(each.target, inner)
                for each in ast.iter_child_nodes(node):
                    visit(each, inner)
            case _:
                for each in ast.iter_child_nodes(node):
                    visit(each, own)

    visit(tree, None)
    return reads, makes


def blanks_in(reads):
    """The blanks among names: those that are open."""
    return {int(name.strip("_")) for name in reads if re.fullmatch(r"__\d+__", name)}


def say(text):
    """The statement that prints a text."""
    return ast.parse(f"print({text!r})").body[0]


def checks_in(tree):
    """The blanks that a cell checks."""
    calls = (each for each in ast.walk(tree) if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "self_check")
    return [each.args[0].value for each in calls]


def needed_for(reads):
    """The blanks that names wait for."""
    return set().union(*(waiting[name][0] for name in reads & waiting.keys()))


def blank_names(numbers):
    """Blanks by their name."""
    return "{{ chapter.words.blanks.name }}".format(number=", ".join(map(str, numbers)))


def what_first(needed, to_fill, to_run):
    """What a reader has to do before a cell can be executed."""
    still_open = sorted(needed & holes.keys())
    return to_fill.format(blanks=", ".join(map(str, still_open))) if still_open else to_run


class OpenBlanks(ast.NodeTransformer):
    """Leaves out of a cell what has an open blank, or needs what such code makes, and says so. Of what is left out the
    imports and definitions are looked at one by one, all else of the cell together."""

    def visit(self, tree):
        reads, makes = reads_and_makes(tree)
        opened = blanks_in(reads)
        blanks.update(dict.fromkeys(opened, "open"))
        look = ast.dump(tree)
        for number in holes.keys() - opened:
            if re.fullmatch(holes[number], look, re.DOTALL):  # it was filled
                del holes[number]
        own = set().union(*(reads_and_makes(each)[1] for each in tree.body if isinstance(each, DEFINITIONS)))
        others = {name for name in reads - own if name in waiting and not re.fullmatch(waiting[name][1], look, re.DOTALL)}
        needed = opened | needed_for(others)  # a cell doesn't wait for itself
        for name in (makes if not needed else own) & waiting.keys():
            del waiting[name]
        if not needed:
            return tree
        look = re.sub(rf"Expr\\\(value={NAMED}\\\)|{NAMED}", ".*", re.escape(look))
        holes.update(dict.fromkeys(opened, look))
        return self.without(tree, opened, needed, look)

    def without(self, tree, opened, needed, look):
        """The cell without what has to wait, which is noted."""
        left_out = {}  # statements, and the blanks they wait for
        for each in tree.body:
            if not isinstance(each, DEFINITIONS):
                left_out[each] = needed
                waiting.update(dict.fromkeys(reads_and_makes(each)[1], (needed, look)))
        found = True
        while found:  # a definition may need one that stands below it
            found = False
            for each in tree.body:
                reads, makes = reads_and_makes(each)
                mine = blanks_in(reads) | needed_for(reads)
                if mine and each not in left_out:
                    found, left_out[each] = True, mine
                    waiting.update(dict.fromkeys(makes, (mine, look)))
        body = []
        for each in tree.body:
            numbers = checks_in(each)
            if each not in left_out:
                body.append(each)
            for number in numbers if each in left_out else ():
                is_open = number in left_out[each] & holes.keys()
                blanks[number] = "open" if is_open else "waiting"
                first = what_first(left_out[each], "{{ chapter.words.blanks.fill_to_check }}", "{{ chapter.words.blanks.run_to_check }}")
                said = "{{ chapter.words.blanks.still_open }}" if is_open else first
                body.append(say(f"✏️ {blank_names([number])}: {said}"))
        if opened:
            body.append(say(f"✏️ {blank_names(sorted(opened))}: " + "{{ chapter.words.blanks.to_fill }}"))
        elif not checks_in(tree):
            body.append(say("⏸ " + what_first(needed, "{{ chapter.words.blanks.fill_to_run }}", "{{ chapter.words.blanks.run_to_run }}")))
        return ast.fix_missing_locations(ast.Module(body, []))


def self_check(number, right):
    """Call the function at once: what it returns is what is wrong with a blank, None if nothing is."""

    def call(check):
        try:
            wrong = check()
        except Exception as error:
            wrong = "{{ chapter.words.blanks.check_failed }}".format(error=f"{type(error).__name__}: {error}")
        blanks[number] = "wrong" if wrong else "right"
        holes.pop(number, None)
        print(f"❌ {blank_names([number])}: {wrong}" if wrong else f"✅ {blank_names([number])}: {right}")

    return call


shell = get_ipython()
shell.ast_transformers[:] = [each for each in shell.ast_transformers if type(each).__name__ != "OpenBlanks"]
shell.ast_transformers.append(OpenBlanks())
