using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using EgressGuard.Core.Policy;

namespace EgressGuard.Webhook.Auditing.Status;

/// <summary>A status as a merge patch.</summary>
internal static class StatusJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The patch that has an object say this. A condition that keeps its value keeps its time.</summary>
    public static ReadOnlyMemory<byte> Write(GuardHead head, ImmutableArray<GuardCondition> conditions, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteStartObject("status"u8);
        writer.WriteNumber("observedGeneration"u8, head.Generation);
        writer.WriteStartArray("conditions"u8);
        foreach (var condition in conditions)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, condition.Type);
            writer.WriteString("status"u8, condition.IsTrue ? "True" : "False");
            writer.WriteString("reason"u8, condition.Reason);
            writer.WriteString("message"u8, condition.Message);
            writer.WriteString("lastTransitionTime"u8, SinceOf(head, condition) ?? Instant.Write(now));
            writer.WriteNumber("observedGeneration"u8, head.Generation);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    private static string? SinceOf(GuardHead head, GuardCondition condition) => head.Conditions
        .Where(item => item.Condition.Type == condition.Type && item.Condition.IsTrue == condition.IsTrue && item.Since.Length > 0)
        .Select(item => item.Since)
        .FirstOrDefault();
}
