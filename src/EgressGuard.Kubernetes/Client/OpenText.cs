using System.Buffers;

namespace EgressGuard.Kubernetes.Client;

/// <summary>
/// A text of JSON that has begun and is not all there. A reader of JSON begins it anew with each piece that comes, minutes long for
/// a huge one; this looks at each byte once, and tells when there is something to read again.
/// </summary>
internal sealed class OpenText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\"\\"u8);

    private bool _isEscaped;

    /// <summary>Whether there is one, and its end has not come.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>A reader of JSON stopped before these bytes.</summary>
    public void Begin(ReadOnlySequence<byte> rest)
    {
        var reader = new SequenceReader<byte>(rest);
        reader.AdvancePastAny(" \t\r\n,:"u8);
        _isEscaped = false;
        IsOpen = reader.TryRead(out var first) && first == (byte)'"';
        GoOn(reader.UnreadSequence);
    }

    /// <summary>These bytes came since.</summary>
    public void GoOn(ReadOnlySequence<byte> more)
    {
        foreach (var part in more)
        {
            GoOn(part.Span);
        }
    }

    private void GoOn(ReadOnlySpan<byte> part)
    {
        while (IsOpen && !part.IsEmpty)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                part = part[1..];
                continue;
            }

            var next = part.IndexOfAny(Special);
            if (next < 0)
            {
                return;
            }

            (IsOpen, _isEscaped) = (part[next] != (byte)'"', part[next] == (byte)'\\');
            part = part[(next + 1)..];
        }
    }
}
