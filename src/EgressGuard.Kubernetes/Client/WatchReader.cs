using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Client;

/// <summary>Cuts the events out of the stream of a watch. Each is given as soon as its last byte is there.</summary>
/// <param name="stream">The stream.</param>
/// <param name="patience">How long it may be silent.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchReader(Stream stream, TimeSpan patience, TimeProvider time)
{
    /// <summary>As deep as the API server reads.</summary>
    public const int MaxDepth = 10_000;

    /// <summary>Far beyond what the API server stores.</summary>
    private const int MaxEvent = 64 * 1024 * 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private readonly OpenText _text = new();

    /// <summary>How far the event that has begun was looked at: nothing is read twice, however slowly it comes.</summary>
    private JsonReaderState _state = new(Options);
    private long _scanned;

    /// <summary>How much of it was there when it was last looked at.</summary>
    private long _seen;

    /// <summary>The events. Ends where the stream ends between two of them.</summary>
    /// <exception cref="JsonException">An event is no JSON, or is cut off.</exception>
    /// <exception cref="IOException">The stream is silent for too long, or broken.</exception>
    public async IAsyncEnumerable<WatchEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        var isOver = false;
        while (!isOver)
        {
            var read = await FillAsync(pipe, cancellation);
            isOver = read.IsCompleted;
            var buffer = read.Buffer;
            while (TakeEvent(ref buffer) is { } bytes)
            {
                yield return ReadEvent(bytes);
            }

            if (buffer.Length > MaxEvent || (isOver && !IsBlank(buffer)))
            {
                throw new JsonException(isOver ? "An event is cut off." : "An event is too large.");
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }

        await pipe.CompleteAsync();
    }

    /// <summary>The next property of an object; the reader then stands on its value.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader, out string? name)
    {
        name = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        name = reader.GetString();
        return reader.Read();
    }

    /// <summary>The bytes of the value that the reader stands on; it then stands on the value's end.</summary>
    public static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    /// <summary>Reads a token that must be of a type.</summary>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException($"it starts with {reader.TokenType}, not with {type}");
        }
    }

    private async ValueTask<ReadResult> FillAsync(PipeReader pipe, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        try
        {
            return await pipe.ReadAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"The watch was silent for {patience.TotalSeconds:0} s; its connection is taken for dead.", exception);
        }
    }

    /// <summary>Takes the first event off the buffer, if it is there as a whole.</summary>
    private byte[]? TakeEvent(ref ReadOnlySequence<byte> buffer)
    {
        if (_text.IsOpen)
        {
            _text.GoOn(buffer.Slice(_seen));
            _seen = buffer.Length;
            if (_text.IsOpen)
            {
                return null;
            }
        }

        var reader = new Utf8JsonReader(buffer.Slice(_scanned), isFinalBlock: false, _state);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 0 && reader.TokenType is not JsonTokenType.StartObject)
            {
                if (reader.TokenType != JsonTokenType.EndObject)
                {
                    throw new JsonException("An event is no object.");
                }

                var end = _scanned + reader.BytesConsumed;
                var bytes = buffer.Slice(0, end).ToArray();
                buffer = buffer.Slice(end);
                (_state, _scanned, _seen) = (new JsonReaderState(Options), 0, 0);
                return bytes;
            }
        }

        _state = reader.CurrentState;
        _scanned += reader.BytesConsumed;
        _seen = buffer.Length;
        _text.Begin(buffer.Slice(_scanned));
        return null;
    }

    private static WatchEvent ReadEvent(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes.Span, Options);
        string? type = null;
        ReadOnlyMemory<byte>? item = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader, out var name))
        {
            switch (name)
            {
                case "type" when reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "object" when reader.TokenType == JsonTokenType.StartObject:
                    item = Slice(ref reader, bytes);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new WatchEvent(
            type ?? throw new JsonException("An event has no type."), item ?? throw new JsonException("An event has no object."));
    }

    private static bool IsBlank(ReadOnlySequence<byte> rest)
    {
        foreach (var part in rest)
        {
            if (part.Span.ContainsAnyExcept(" \t\r\n"u8))
            {
                return false;
            }
        }

        return true;
    }
}
