using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace EgressGuard.Webhook.Logging;

/// <summary>
/// One entry, one JSON object on a line, with the members that .NET's own JSON console gives it: whoever collects logs of .NET programs
/// can read it already.
/// </summary>
internal sealed class JsonLines : LineFormat
{
    [ThreadStatic]
    private static Utf8JsonWriter? _ofThread;

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> entry, DateTimeOffset now, IBufferWriter<byte> line)
    {
        var json = WriterTo(line);
        json.WriteStartObject();
        Span<char> time = stackalloc char[TimeFormat.Length];
        now.TryFormat(time, out var written, TimeFormat, CultureInfo.InvariantCulture);
        json.WriteString("Timestamp"u8, time[..written]);
        json.WriteNumber("EventId"u8, entry.EventId.Id);
        json.WriteString("LogLevel"u8, Word(entry.LogLevel));
        json.WriteString("Category"u8, entry.Category);
        json.WriteString("Message"u8, entry.Formatter(entry.State, entry.Exception));
        if (entry.Exception is { } exception)
        {
            json.WriteString("Exception"u8, exception.ToString());
        }

        if (entry.State is not null)
        {
            json.WriteStartObject("State"u8);
            WriteFields(json, entry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
    }

    private static Utf8JsonWriter WriterTo(IBufferWriter<byte> line)
    {
        if (_ofThread is { } writer)
        {
            writer.Reset(line);
            return writer;
        }

        return _ofThread = new Utf8JsonWriter(line);
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var (name, value) = fields[i];
            switch (value)
            {
                case null:
                    json.WriteNull(name);
                    break;
                case string text:
                    json.WriteString(name, text);
                    break;
                case bool truth:
                    json.WriteBoolean(name, truth);
                    break;
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                case double number:
                    json.WriteNumber(name, number);
                    break;
                default:
                    json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => nameof(LogLevel.Trace),
        LogLevel.Debug => nameof(LogLevel.Debug),
        LogLevel.Information => nameof(LogLevel.Information),
        LogLevel.Warning => nameof(LogLevel.Warning),
        LogLevel.Error => nameof(LogLevel.Error),
        _ => nameof(LogLevel.Critical),
    };
}
