using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Cli.Checking;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Reports;

/// <summary>The report for programs. Its fields and their meaning are a contract: version 1 (design, the command line).</summary>
internal static class JsonReport
{
    /// <summary>Writes the report, indented, with a line feed at the end.</summary>
    public static void Write(CheckReport report, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(
                   buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartObject("summary");
            json.WriteNumber("objects", report.Objects.Length);
            json.WriteNumber("allowed", report.Allowed);
            json.WriteNumber("warned", report.Warned);
            json.WriteNumber("denied", report.Denied);
            json.WriteNumber("findings", report.Findings);
            json.WriteNumber("notJudged", report.Unjudged);
            json.WriteEndObject();
            json.WriteStartArray("objects");
            foreach (var item in report.Objects)
            {
                WriteObject(json, item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        output.Write('\n');
    }

    private static void WriteObject(Utf8JsonWriter json, CheckedObject item)
    {
        json.WriteStartObject();
        json.WriteString("source", item.Source);
        json.WriteNumber("line", item.Line);
        json.WriteString("kind", item.Kind);
        json.WriteString("namespace", item.Namespace);
        json.WriteString("name", item.Name);
        json.WriteString("verdict", item.Gravest switch { RuleAction.Deny => "deny", RuleAction.Warn => "warn", _ => "allow" });
        json.WriteStartArray("findings");
        foreach (var (finding, line, column) in item.Findings)
        {
            json.WriteStartObject();
            json.WriteString("rule", finding.Rule);
            json.WriteString("name", finding.Name);
            json.WriteString("action", ActionText.Of(finding.Action));
            json.WriteString("message", finding.Message);
            json.WriteString("pointer", finding.Pointer);
            json.WriteNumber("line", line);
            json.WriteNumber("column", column);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("exempted");
        foreach (var (finding, exemption, expires) in item.Exempted)
        {
            json.WriteStartObject();
            json.WriteString("rule", finding.Rule);
            json.WriteString("exemption", exemption);
            json.WriteString("expires", Instant.Write(expires));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notEvaluated");
        foreach (var omission in item.NotEvaluated)
        {
            json.WriteStringValue(omission.Rule);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
