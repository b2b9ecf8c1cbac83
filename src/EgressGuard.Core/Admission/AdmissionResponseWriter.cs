using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>
/// The only place that writes the response envelope. A deny in the wrong envelope is a failed call, which <c>failurePolicy: Ignore</c>
/// turns into an allow; so uid, apiVersion, kind, patch with patchType, and audit keys are decided here and nowhere else.
/// </summary>
internal static class AdmissionResponseWriter
{
    // The answer goes to an API server and a terminal, never into HTML: quotes stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Kept, because every answer takes one. Whatever happened to the last answer, the next one starts afresh.
    [ThreadStatic]
    private static Utf8JsonWriter? _ofThread;

    public static void Write(AdmissionAnswer answer, IBufferWriter<byte> output)
    {
        var uid = answer.Uid ?? throw new InvalidOperationException("An answer without a uid is not a review.");
        var writer = WriterTo(output);
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, "admission.k8s.io/v1"u8);
        writer.WriteString("kind"u8, "AdmissionReview"u8);
        writer.WriteStartObject("response"u8);
        writer.WriteString("uid"u8, uid);
        writer.WriteBoolean("allowed"u8, answer.IsAllowed);
        WriteStatus(writer, answer);
        WritePatch(writer, answer.Patch);
        WriteWarnings(writer, answer.Warnings);
        WriteAuditAnnotations(writer, answer.Verdict);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }

    private static Utf8JsonWriter WriterTo(IBufferWriter<byte> output)
    {
        if (_ofThread is { } writer)
        {
            writer.Reset(output);
            return writer;
        }

        return _ofThread = new Utf8JsonWriter(output, Options);
    }

    private static void WriteStatus(Utf8JsonWriter writer, AdmissionAnswer answer)
    {
        if (answer.IsAllowed)
        {
            return;
        }

        writer.WriteStartObject("status"u8);
        writer.WriteString("status"u8, "Failure"u8);
        writer.WriteNumber("code"u8, (int)answer.Code);
        writer.WriteString("reason"u8, answer.Code.ToString());
        writer.WriteString("message"u8, answer.Message);
        writer.WriteEndObject();
    }

    private static void WritePatch(Utf8JsonWriter writer, ImmutableArray<PatchOperation> patch)
    {
        if (patch.IsEmpty)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var operations = new Utf8JsonWriter(buffer, Options))
        {
            operations.WriteStartArray();
            foreach (var operation in patch)
            {
                operation.WriteTo(operations);
            }

            operations.WriteEndArray();
        }

        writer.WriteString("patchType"u8, "JSONPatch"u8);
        writer.WriteBase64String("patch"u8, buffer.WrittenSpan);
    }

    private static void WriteWarnings(Utf8JsonWriter writer, ImmutableArray<string> warnings)
    {
        if (warnings.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("warnings"u8);
        foreach (var warning in warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
    }

    /// <summary>Rule ids by what they did. The API server prefixes the keys with the webhook's name and a slash, so they carry none.</summary>
    private static void WriteAuditAnnotations(Utf8JsonWriter writer, Verdict verdict)
    {
        if (verdict is { Findings.IsEmpty: true, Exempted.IsEmpty: true, NotEvaluated.IsEmpty: true })
        {
            return;
        }

        writer.WriteStartObject("auditAnnotations"u8);
        WriteRules(writer, "denied"u8, RuleList.Of(verdict.Findings, RuleAction.Deny));
        WriteRules(writer, "warned"u8, RuleList.Of(verdict.Findings, RuleAction.Warn));
        WriteRules(writer, "audited"u8, RuleList.Of(verdict.Findings, RuleAction.Audit));
        WriteRules(writer, "exempted"u8, RuleList.Of(verdict.Exempted));
        WriteRules(writer, "not-evaluated"u8, RuleList.Of(verdict.NotEvaluated));
        writer.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter writer, ReadOnlySpan<byte> key, string rules)
    {
        if (rules.Length > 0)
        {
            writer.WriteString(key, rules);
        }
    }
}
