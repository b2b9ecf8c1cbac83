using System.Text.Json;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary>What <c>check</c> said of each object, read from its JSON report and from nothing else.</summary>
internal static class FileDoor
{
    /// <summary>The answers in the order of the report.</summary>
    public static List<DoorAnswer> Read(string report)
    {
        using var document = JsonDocument.Parse(report);
        return [.. document.RootElement.GetProperty("objects").EnumerateArray().Select(Read)];
    }

    /// <summary>The answers with the objects that they are about, in the order of the report.</summary>
    public static List<string> Named(string report)
    {
        using var document = JsonDocument.Parse(report);
        return
        [
            .. document.RootElement.GetProperty("objects").EnumerateArray()
                .Select(item => $"{Text(item, "kind")} {Text(item, "namespace")}/{Text(item, "name")}\n{Read(item)}"),
        ];
    }

    private static DoorAnswer Read(JsonElement item)
    {
        // Only files can be ambiguous: no API server sends what EG002 is about.
        var findings = item.GetProperty("findings").EnumerateArray().Where(finding => Text(finding, "rule") != "EG002").ToList();
        var home = Text(item, "namespace");
        var subject = $"{Text(item, "kind")} {(home.Length == 0 ? "" : home + "/")}{Text(item, "name")}";
        var denied = Lines(findings, "deny").ToList();
        var rules = new Dictionary<string, string>();
        Add(rules, "denied", RulesOf(findings, "deny"));
        Add(rules, "warned", RulesOf(findings, "warn"));
        Add(rules, "audited", RulesOf(findings, "audit"));
        Add(rules, "not-evaluated", item.GetProperty("notEvaluated").EnumerateArray().Select(rule => rule.GetString()!));
        return new DoorAnswer(
            denied.Count == 0 ? "" : string.Join('\n', [$"{subject} is refused:", .. denied]),
            [.. Lines(findings, "warn").Select(line => $"{subject}: {line}")],
            rules);
    }

    private static IEnumerable<string> Lines(IEnumerable<JsonElement> findings, string action) =>
        from finding in findings
        where Text(finding, "action") == action
        let pointer = Text(finding, "pointer")
        let place = pointer.Length == 0 ? "" : $" at {pointer}"
        let line = $"{Text(finding, "rule")} {Text(finding, "name")}{place}: {Text(finding, "message")} Fix: {Text(finding, "remedy")}"
        select string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));

    private static IEnumerable<string> RulesOf(IEnumerable<JsonElement> findings, string action) =>
        findings.Where(finding => Text(finding, "action") == action).Select(finding => Text(finding, "rule")).Distinct();

    private static void Add(Dictionary<string, string> rules, string key, IEnumerable<string> ids)
    {
        var joined = string.Join(',', ids);
        if (joined.Length > 0)
        {
            rules.Add(key, joined);
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
