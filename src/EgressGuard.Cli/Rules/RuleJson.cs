using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Rules;

/// <summary>The catalogue for programs. Members are added, never renamed or removed, while the version is 1.</summary>
internal static class RuleJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the entries.</summary>
    public static void Write(IEnumerable<RuleInfo> infos, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartArray("rules");
            foreach (var info in infos)
            {
                WriteRule(info, json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(buffer.ToArray()));
        output.Write('\n');
    }

    private static void WriteRule(RuleInfo info, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", info.Id);
        json.WriteString("name", info.Name);
        json.WriteString("summary", info.Summary);
        json.WriteString("defaultAction", info.DefaultAction.ToString());
        json.WriteString("why", info.Why);
        json.WriteString("warnsOnly", info.WarnsOnly);
        WriteList("kinds", info.GuardKind is { } own ? [own.ToString()] : info.Kinds.Select(ObjectKinds.NameOf).Distinct(), json);
        WriteList("needs", info.Needs.Select(ObjectKinds.NameOf), json);
        json.WriteString("specification", info.Specification);
        json.WriteBoolean("everywhere", info.JudgesPlatform);
        json.WriteBoolean("deletions", info.JudgesRemoval);
        json.WriteStartObject("example");
        json.WriteString("denied", info.Example?.Denied);
        json.WriteString("corrected", info.Example?.Corrected);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteList(string name, IEnumerable<string> items, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
