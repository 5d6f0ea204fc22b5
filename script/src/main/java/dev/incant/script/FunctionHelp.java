package dev.incant.script;

import org.jspecify.annotations.Nullable;

/// One text for each function that Incant adds to Lua's own.
final class FunctionHelp {
    private FunctionHelp() {}

    /// What a function or global is good for, its call in front; null for other names.
    static @Nullable String of(String name) {
        return switch (name) {
            case "ARGS" -> "ARGS: the script's arguments; --key value is ARGS.key, the rest is counted from 1";
            case "arg" -> "arg: the script's arguments as they were given, counted from 1; its name at 0";
            case "tools" ->
                "tools.NAME{…}, tools.NAME.OPERATION{…}: calls a tool; an error is a table {code, message, details, tool}";
            case "display" ->
                "display(value): shows a value; {mime = \"type/subtype\", data = …} shows data of any kind";
            case "input" -> "input(prompt): asks whoever runs the script for a line; nil at the end of the input";
            case "progress" -> "progress(done, total, text): reports how far the script is; total may be nil";
            case "require" ->
                "require(name): loads a module from the script's folder or the session's, within --allow-read";
            case "Tool" -> "Tool: finds tools and calls them by name";
            case "Tool.invoke" -> "Tool.invoke(name, params): calls a tool; raises its error";
            case "Tool.try" -> "Tool.try(name, params): calls a tool; returns its result, or nil and the error";
            case "Tool.list" -> "Tool.list(): all tools, sorted: {name, description, version, category, operations}";
            case "Tool.get" -> "Tool.get(name): a tool with schema, operations and execute(self, params), or nil";
            case "Tool.search" -> "Tool.search(words, limit = 10): the tools that match best, with scores";
            case "Tool.exists" -> "Tool.exists(name): whether there is a tool of that name";
            case "Tool.categories" -> "Tool.categories(): the categories that have tools, sorted";
            case "Tool.discover" -> "Tool.discover{category = …, tag = …}: the tools of a category or with a tag";
            case "Tool.parallel" ->
                "Tool.parallel{ {name, params}, …, limit = 16, continue = false }: calls tools at once; results in order";
            case "Tool.map" ->
                "Tool.map(list, n, fn or name, {continue = false}): does something for each item, n at once; results in order";
            case "State" ->
                "State: values that outlive the script, in the scope global unless {scope = …} says another";
            case "State.get" -> "State.get(key, {scope}): the value of a key, or nil";
            case "State.get_with_version" ->
                "State.get_with_version(key, {scope}): value and version; nil and 0 for none";
            case "State.exists" -> "State.exists(key, {scope}): whether a key has a value";
            case "State.set" -> "State.set(key, value, {ttl = seconds, scope}): sets a value; returns its version";
            case "State.compare_and_swap" ->
                "State.compare_and_swap(key, version, value, {ttl, scope}): sets a value if the key has that version;"
                        + " returns the new version or nil";
            case "State.delete" -> "State.delete(key, {scope}) or State.delete(scope, key): whether there was a value";
            case "State.keys", "State.list" -> name + "(prefix, {scope}): the keys that begin with prefix, sorted";
            case "State.save" -> "State.save(scope, key, value): sets a value in a scope";
            case "State.load" -> "State.load(scope, key): the value of a key in a scope, or nil";
            case "State.list_keys" -> "State.list_keys(scope): the keys of a scope, sorted";
            case "Event" -> "Event: publishing, and hearing what was published";
            case "Event.publish" ->
                "Event.publish(topic, data): tells all who subscribed to the topic, which must not begin with kernel,"
                        + " script, session or tool";
            case "Event.subscribe" ->
                "Event.subscribe(pattern): an id; * is one word of a topic, ** at the end any rest";
            case "Event.receive" ->
                "Event.receive(id, timeout_ms = 5000): the next event {topic, data, dropped}, or nil";
            case "Event.unsubscribe" -> "Event.unsubscribe(id): whether there was such a subscription";
            case "Event.list_subscriptions" -> "Event.list_subscriptions(): this session's: {id, pattern}";
            case "JSON" -> "JSON: reading and writing JSON; JSON.null stands for null in tables";
            case "JSON.parse" -> "JSON.parse(text): the value of a JSON text";
            case "JSON.stringify" -> "JSON.stringify(value, {pretty = false}): a value as JSON, names sorted";
            case "JSON.array" -> "JSON.array(t): marks a table as an array, so that it is [] when empty";
            case "JSON.object" -> "JSON.object(t): marks a table as an object, so that it is {} when empty";
            case "JSON.null" -> "JSON.null: null in lists and maps, where nil would leave no trace";
            case "Log" -> "Log: lines on the error stream";
            case "Log.trace",
                    "Log.debug",
                    "Log.info",
                    "Log.warn",
                    "Log.error",
                    "Debug.trace",
                    "Debug.debug",
                    "Debug.info",
                    "Debug.warn",
                    "Debug.error" -> name + "(…): writes a line to the error stream; tables are shown as JSON";
            case "Debug" -> "Debug: log lines, timers, memory";
            case "Debug.log" -> "Debug.log(level, …): writes a line of that level to the error stream";
            case "Debug.memory" -> "Debug.memory(): {used_bytes, limit_bytes} of the session's values";
            case "Debug.timer" -> "Debug.timer(name): a timer whose elapsed(), lap() and stop() give milliseconds";
            default -> null;
        };
    }
}
