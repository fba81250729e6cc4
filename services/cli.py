"""`zhenggai`: the command line. Each group of commands has a room of its own in `services.commands`."""

import typer

from services.commands import accounts, contract, demo, hooks, ledger, notices, platform, recovery, rehearse, rules

app = typer.Typer(
    name="zhenggai",
    help="整改台账与销号 · rectification measures as durable workflows",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("run")(platform.run)
app.command("demo")(demo.demo)
app.command("serve")(platform.serve)
app.command("worker")(platform.work)
app.command("migrate")(platform.migrate_schema)
app.command("first-admin")(platform.make_first_admin)
app.command("openapi")(contract.print_document)
app.command("rehydrate")(recovery.rehydrate_workflows)
app.command("reconcile")(recovery.reconcile_workflows)
app.command("rehearse")(rehearse.rehearse_plan)
app.add_typer(accounts.org, name="org")
app.add_typer(accounts.keys, name="keys")
app.add_typer(hooks.app, name="hooks")
app.add_typer(notices.app, name="notice")
app.add_typer(rules.packs, name="packs")
app.add_typer(rules.calendar, name="calendar")
ledger.app.command("import")(notices.import_ledger)
app.add_typer(ledger.app, name="ledger")
