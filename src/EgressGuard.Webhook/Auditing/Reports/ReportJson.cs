using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Core.Model;

namespace EgressGuard.Webhook.Auditing.Reports;

/// <summary>Reports as JSON. Field names are those of wgpolicyk8s.io/v1alpha2, which openreports.io/v1alpha1 kept.</summary>
internal static class ReportJson
{
    /// <summary>Marks the reports that EgressGuard may change and delete.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    private const string LeftOut = "egressguard.io/results-left-out";

    // It goes to an API server, not into a page: what a person wrote may stay as it is.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole report, to be applied.</summary>
    public static ReadOnlyMemory<byte> Write(ReportApi api, string @namespace, ReportPage page)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Options);
        var type = api.TypeFor(@namespace);
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, type.ApiVersion);
        writer.WriteString("kind"u8, type.Kind);
        WriteMetadata(writer, @namespace, page);
        if (api.HasSource)
        {
            writer.WriteString("source"u8, ReportResult.Source);
        }

        writer.WriteStartObject("summary"u8);
        writer.WriteNumber("pass"u8, 0);
        writer.WriteNumber("fail"u8, page.Summary.Fail);
        writer.WriteNumber("warn"u8, page.Summary.Warn);
        writer.WriteNumber("error"u8, 0);
        writer.WriteNumber("skip"u8, page.Summary.Skip);
        writer.WriteEndObject();
        writer.WriteStartArray("results"u8);
        foreach (var stamped in page.Results)
        {
            WriteResult(writer, stamped);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>How many bytes a result takes.</summary>
    public static int SizeOf(ReportResult result)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Options);
        WriteResult(writer, new StampedResult(result, 0));
        writer.Flush();
        return output.WrittenCount;
    }

    /// <summary>Reads a report that EgressGuard wrote; null when it is none of its own.</summary>
    /// <param name="utf8Json">The report.</param>
    /// <param name="namespace">Its namespace; "" for reports of the cluster.</param>
    public static ReportPage? Read(ReadOnlyMemory<byte> utf8Json, out string @namespace)
    {
        using var document = JsonDocument.Parse(utf8Json);
        var root = document.RootElement;
        var metadata = Member(root, "metadata");
        @namespace = Text(metadata, "namespace");
        var name = Text(metadata, "name");
        if (Text(Member(metadata, "labels"), ManagedBy) != ReportResult.Source
            || !Enumerable.Range(1, ReportPage.MostPages).Any(number => ReportPage.NameOf(number) == name))
        {
            return null;
        }

        var summary = Member(root, "summary");
        var results = Member(root, "results");
        _ = int.TryParse(Text(Member(metadata, "annotations"), LeftOut), NumberStyles.None, CultureInfo.InvariantCulture, out var leftOut);
        return new ReportPage(
            name,
            results.ValueKind == JsonValueKind.Array ? [.. results.EnumerateArray().Select(ReadResult)] : ImmutableArray<StampedResult>.Empty,
            new ReportSummary((int)Number(summary, "fail"), (int)Number(summary, "warn"), (int)Number(summary, "skip")),
            leftOut);
    }

    private static void WriteMetadata(Utf8JsonWriter writer, string @namespace, ReportPage page)
    {
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("name"u8, page.Name);
        if (@namespace.Length > 0)
        {
            writer.WriteString("namespace"u8, @namespace);
        }

        writer.WriteStartObject("labels"u8);
        writer.WriteString(ManagedBy, ReportResult.Source);
        writer.WriteEndObject();
        if (page.LeftOut > 0)
        {
            writer.WriteStartObject("annotations"u8);
            writer.WriteString(LeftOut, page.LeftOut.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, StampedResult stamped)
    {
        var result = stamped.Result;
        writer.WriteStartObject();
        writer.WriteString("source"u8, ReportResult.Source);
        writer.WriteString("policy"u8, result.Policy);
        writer.WriteString("rule"u8, result.Rule);
        writer.WriteString("category"u8, result.Category);
        writer.WriteString("severity"u8, result.Severity);
        writer.WriteStartObject("timestamp"u8);
        writer.WriteNumber("seconds"u8, stamped.Since);
        writer.WriteNumber("nanos"u8, 0);
        writer.WriteEndObject();
        writer.WriteString("result"u8, result.Outcome);
        writer.WriteStartArray("resources"u8);
        writer.WriteStartObject();
        WriteUnlessEmpty(writer, "apiVersion", result.ApiVersion);
        writer.WriteString("kind"u8, result.Kind);
        WriteUnlessEmpty(writer, "namespace", result.Reference.Namespace);
        writer.WriteString("name"u8, result.Reference.Name);
        WriteUnlessEmpty(writer, "uid", result.Uid);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteString("message"u8, result.Message);
        writer.WriteStartObject("properties"u8);
        writer.WriteString("pointer"u8, result.Pointer);
        writer.WriteString("remedy"u8, result.Remedy);
        if (result.Exemption is { } exemption)
        {
            writer.WriteString("exemption"u8, exemption);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static StampedResult ReadResult(JsonElement result)
    {
        var resource = Member(result, "resources") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : default;
        var properties = Member(result, "properties");
        return new StampedResult(
            new ReportResult
            {
                Policy = Text(result, "policy"),
                Rule = Text(result, "rule"),
                Category = Text(result, "category"),
                Severity = Text(result, "severity"),
                Outcome = Text(result, "result"),
                ApiVersion = Text(resource, "apiVersion"),
                Kind = Text(resource, "kind"),
                Reference = new ObjectRef(Text(resource, "namespace"), Text(resource, "name")),
                Uid = Text(resource, "uid"),
                Message = Text(result, "message"),
                Pointer = Text(properties, "pointer"),
                Remedy = Text(properties, "remedy"),
                Exemption = Member(properties, "exemption").ValueKind == JsonValueKind.String ? Text(properties, "exemption") : null,
            },
            Number(Member(result, "timestamp"), "seconds"));
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter writer, string member, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(member, text);
        }
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } member ? member.GetString()! : "";

    private static long Number(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : 0;
}
