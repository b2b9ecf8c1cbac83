using System.Text.Json;

namespace EgressGuard.Cli.Tests.Reports;

/// <summary>The parts of the SARIF 2.1.0 schema that a log of ours uses: required properties, types, ranges, and no others.</summary>
internal static class SarifShape
{
    private delegate void Check(JsonElement value, string at);

    private static readonly string[] Levels = ["none", "note", "warning", "error"];

    /// <summary>Fails with the path of the first thing that the schema does not allow.</summary>
    public static void Verify(JsonElement log) => Log(log, "$");

    private static void Log(JsonElement value, string at) =>
        Object(value, at, ["version", "runs"], ("$schema", Uri), ("version", OneOf("2.1.0")), ("runs", ListOf(Run)));

    private static void Run(JsonElement value, string at) => Object(
        value, at, ["tool"], ("tool", Tool), ("invocations", ListOf(Invocation)), ("columnKind", OneOf("utf16CodeUnits", "unicodeCodePoints")),
        ("results", ListOf(Result)));

    private static void Tool(JsonElement value, string at) => Object(value, at, ["driver"], ("driver", Driver));

    private static void Driver(JsonElement value, string at) => Object(
        value, at, ["name"], ("name", Text), ("version", Text), ("semanticVersion", Text), ("rules", ListOf(Descriptor)));

    private static void Descriptor(JsonElement value, string at) => Object(
        value, at, ["id"], ("id", Text), ("name", Text), ("shortDescription", Message), ("fullDescription", Message), ("help", Message),
        ("defaultConfiguration", (v, a) => Object(v, a, [], ("level", OneOf(Levels)))));

    private static void Invocation(JsonElement value, string at) => Object(
        value, at, ["executionSuccessful"],
        ("executionSuccessful", (v, a) => Assert.True(v.ValueKind is JsonValueKind.True or JsonValueKind.False, a)),
        ("toolExecutionNotifications", ListOf((v, a) => Object(
            v, a, ["message"], ("message", Message), ("level", OneOf(Levels)),
            ("associatedRule", (r, b) => Object(r, b, [], ("id", Text), ("index", Integer(-1))))))));

    private static void Result(JsonElement value, string at) => Object(
        value, at, ["message"], ("ruleId", Text), ("ruleIndex", Integer(-1)), ("level", OneOf(Levels)), ("message", Message),
        ("locations", ListOf(Location)), ("partialFingerprints", Fingerprints), ("fixes", ListOf(Fix)));

    private static void Location(JsonElement value, string at) => Object(
        value, at, [], ("physicalLocation", (v, a) => Object(v, a, ["artifactLocation"], ("artifactLocation", Artifact), ("region", Region))),
        ("logicalLocations", ListOf((v, a) => Object(v, a, [], ("name", Text), ("fullyQualifiedName", Text), ("kind", Text)))));

    private static void Artifact(JsonElement value, string at) => Object(value, at, [], ("uri", Uri));

    private static void Region(JsonElement value, string at) => Object(
        value, at, [], ("startLine", Integer(1)), ("startColumn", Integer(1)), ("endLine", Integer(1)), ("endColumn", Integer(1)));

    private static void Fix(JsonElement value, string at) => Object(
        value, at, ["artifactChanges"], ("description", Message), ("artifactChanges", ListOf((v, a) => Object(
            v, a, ["artifactLocation", "replacements"], ("artifactLocation", Artifact), ("replacements", ListOf((r, b) => Object(
                r, b, ["deletedRegion"], ("deletedRegion", Region), ("insertedContent", (c, d) => Object(c, d, [], ("text", Text))))))))));

    private static void Message(JsonElement value, string at) => Object(value, at, ["text"], ("text", Text), ("markdown", Text));

    private static void Fingerprints(JsonElement value, string at)
    {
        foreach (var entry in value.EnumerateObject())
        {
            Text(entry.Value, $"{at}.{entry.Name}");
        }
    }

    private static void Object(JsonElement value, string at, string[] required, params (string Name, Check Check)[] properties)
    {
        Assert.True(value.ValueKind == JsonValueKind.Object, at);
        Assert.All(required, name => Assert.True(value.TryGetProperty(name, out _), $"{at}.{name} is missing"));
        foreach (var property in value.EnumerateObject())
        {
            var known = properties.SingleOrDefault(entry => entry.Name == property.Name);
            Assert.True(known.Check is not null, $"{at}.{property.Name} is not in the schema");
            known.Check(property.Value, $"{at}.{property.Name}");
        }
    }

    private static Check ListOf(Check check) => (value, at) =>
    {
        Assert.True(value.ValueKind == JsonValueKind.Array, at);
        foreach (var item in value.EnumerateArray())
        {
            check(item, at + "[]");
        }
    };

    private static Check OneOf(params string[] values) => (value, at) => Assert.True(values.Contains(value.GetString()), at);

    private static Check Integer(int least) => (value, at) => Assert.True(value.GetInt32() >= least, at);

    private static void Text(JsonElement value, string at) => Assert.True(value.ValueKind == JsonValueKind.String, at);

    private static void Uri(JsonElement value, string at) =>
        Assert.True(System.Uri.IsWellFormedUriString(value.GetString(), UriKind.RelativeOrAbsolute) && !value.GetString()!.Contains('\\', StringComparison.Ordinal), at);
}
