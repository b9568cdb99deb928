"""Slack itself, faked on loopback: the Web API, Socket Mode and what people see and do.

    async with FakeSlack() as slack:                     # from tests.fakes.slack.fake
        ann = slack.user("Ann", is_admin=True)
        lunch = slack.channel("lunch", ann)
        ...                                              # start the bot at slack.api_url
        seen = await slack.command(ann, "/circle", "create", lunch)
        seen = await slack.submit(seen.form, {"Name": "Lunch"})
        seen = await slack.press(ann, lunch.messages[0], "Join")
        assert seen.text == "You are in."
        assert slack.violations == []

The bot may run in another process: its config needs `api_url`, `BOT_TOKEN` and `APP_TOKEN` only.
"""
