using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;

namespace EgressGuard.Webhook.Logging;

/// <summary>How an entry of the log is written on one line.</summary>
internal abstract class LineFormat
{
    /// <summary>The time of an entry.</summary>
    protected const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Writes an entry and the line break after it.</summary>
    public abstract void Write<TState>(in LogEntry<TState> entry, DateTimeOffset now, IBufferWriter<byte> line);

    /// <summary>The format that was asked for.</summary>
    public static LineFormat Of(LogFormat format) => format == LogFormat.Json ? new JsonLines() : new TextLines();
}
