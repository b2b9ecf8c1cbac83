using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Reports.Fixes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Reports;

/// <summary>SARIF 2.1.0, for code scanning and editors: one run, every rule described, and the edit where it is certain.</summary>
internal static class SarifReport
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// <summary>Writes the log, indented, with a line feed at the end.</summary>
    /// <param name="report">The outcome.</param>
    /// <param name="policy">The policy it was judged by: the fixes write what it asks for.</param>
    /// <param name="output">Where to.</param>
    public static void Write(CheckReport report, EgressPolicy policy, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(
                   buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json);
            WriteInvocation(json, report);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            var results = new SarifResults(json, new PlainFixes(policy));
            foreach (var item in report.Objects)
            {
                results.Write(item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        output.Write('\n');
    }

    private static void WriteTool(Utf8JsonWriter json)
    {
        // The part behind the plus is the commit, which is not part of a version's order.
        var build = typeof(SarifReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        var version = build.InformationalVersion.Split('+')[0];
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "EgressGuard");
        json.WriteString("version", version);
        json.WriteString("semanticVersion", version);
        SarifRules.Write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, CheckReport report)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", true);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var omission in Summary.Omissions(report))
        {
            json.WriteStartObject();
            json.WriteString("level", "note");
            json.WriteStartObject("message");
            json.WriteString("text", $"Not evaluated: {omission}.");
            json.WriteEndObject();
            json.WriteStartObject("associatedRule");
            json.WriteString("id", omission.Rule);
            json.WriteNumber("index", SarifRules.IndexOf(omission.Rule));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
