using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>Events as JSON (API document: events.k8s.io/v1 Event).</summary>
internal static class EventJson
{
    private const string Controller = "egressguard.io/webhook";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A name for an Event, made of what it is about.</summary>
    public static string NameOf(string about) => "egressguard-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(about)))[..16];

    /// <summary>A whole Event.</summary>
    /// <param name="series">What it tells.</param>
    /// <param name="instance">Who tells it: the pod's name.</param>
    public static ReadOnlyMemory<byte> Write(EventSeries series, string instance) => Write(writer =>
    {
        var (told, regarding) = (series.Event, series.Event.Regarding);
        writer.WriteString("apiVersion"u8, "events.k8s.io/v1");
        writer.WriteString("kind"u8, "Event");
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("name"u8, series.Name);
        writer.WriteString("namespace"u8, regarding.EventNamespace);
        writer.WriteEndObject();
        writer.WriteString("eventTime"u8, MicroTime(series.FirstSeen));
        if (series.Count > 1)
        {
            WriteSeries(writer, series);
        }

        writer.WriteString("reportingController"u8, Controller);
        writer.WriteString("reportingInstance"u8, instance);
        writer.WriteString("action"u8, told.Action);
        writer.WriteString("reason"u8, told.Reason);
        writer.WriteStartObject("regarding"u8);
        WriteUnlessEmpty(writer, "apiVersion", regarding.ApiVersion);
        writer.WriteString("kind"u8, regarding.Kind);
        WriteUnlessEmpty(writer, "namespace", regarding.Namespace);
        writer.WriteString("name"u8, regarding.Name);
        WriteUnlessEmpty(writer, "uid", regarding.Uid);
        writer.WriteEndObject();
        writer.WriteString("note"u8, Cut(told.Note));
        writer.WriteString("type"u8, "Warning");
    });

    /// <summary>The change of an Event that happened again, as a merge patch. Nothing else of an Event may change.</summary>
    public static ReadOnlyMemory<byte> WriteSeries(EventSeries series) => Write(writer => WriteSeries(writer, series));

    private static void WriteSeries(Utf8JsonWriter writer, EventSeries series)
    {
        writer.WriteStartObject("series"u8);
        writer.WriteNumber("count"u8, series.Count);
        writer.WriteString("lastObservedTime"u8, MicroTime(series.LastSeen));
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter writer, string member, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(member, text);
        }
    }

    /// <summary>The limit counts bytes, and a character can be several.</summary>
    private static string Cut(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= GuardEvent.LongestNote)
        {
            return note;
        }

        var (length, bytes) = (0, 0);
        foreach (var rune in note.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > GuardEvent.LongestNote - 3)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return note[..length] + "…";
    }

    private static string MicroTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
