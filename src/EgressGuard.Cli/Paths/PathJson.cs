using System.Text.Json;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Paths;

/// <summary>Paths for programs. Members are added, never renamed or removed, while the version is 1.</summary>
internal static class PathJson
{
    /// <summary>Writes the answers of one run.</summary>
    public static void Write(IEnumerable<EgressPath> paths, TextWriter output) => JsonOutput.WriteObject(
        json =>
        {
            json.WriteNumber("version", 1);
            json.WriteList("paths", paths, path => WritePath(path, json));
        },
        output);

    /// <summary>Writes one path.</summary>
    public static void WritePath(EgressPath path, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("namespace", path.Question.Namespace);
        json.WriteString("host", path.Question.Host);
        json.WriteNumber("port", path.Question.Port);
        json.WriteString("protocol", path.Protocol);
        json.WriteString("outcome", path.Outcome.ToString());
        json.WriteList("ways", path.Ways, way => WriteWay(way, json));
        json.WriteList("losers", path.Losers, loser =>
        {
            json.WriteStartObject();
            json.WritePropertyName("object");
            WriteObject(loser.Object, json);
            json.WriteString("reason", loser.Reason);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteWay(PathWay way, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("outcome", way.Outcome.ToString());
        json.WriteString("condition", way.Condition);
        json.WriteString("reason", way.Reason);
        json.WriteList("hops", way.Hops, hop =>
        {
            json.WriteStartObject();
            json.WriteString("kind", hop.Kind.ToString());
            json.WritePropertyName("object");
            WriteObject(hop.Object, json);
            json.WriteString("text", hop.Text);
            json.WriteEndObject();
        });
        json.WriteList("faults", way.Faults, fault =>
        {
            json.WriteStartObject();
            json.WriteString("code", PathFaultCodes.NameOf(fault.Code));
            json.WriteString("checklist", PathFaultCodes.ChecklistOf(fault.Code));
            json.WriteString("message", fault.Message);
            json.WriteList("objects", fault.Objects, part => WriteObject(part, json));
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteObject(PathObject? part, Utf8JsonWriter json)
    {
        if (part is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind", ObjectKinds.NameOf(part.Kind));
        json.WriteString("namespace", part.Reference.Namespace);
        json.WriteString("name", part.Reference.Name);
        json.WriteString("pointer", part.Pointer);
        json.WriteEndObject();
    }
}
