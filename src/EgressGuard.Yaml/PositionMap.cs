using System.Globalization;
using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>Where each value of a manifest was written, found by JSON pointer (RFC 6901). Immutable.</summary>
/// <remarks>A value is found at its first character, a mapping entry at its key. No pointer text is stored: entries lie in document
/// order, each knowing where its content ends, and a look-up walks down from the root.</remarks>
public sealed class PositionMap
{
    private readonly Entry[] _entries;

    internal PositionMap(Entry[] entries) => _entries = entries;

    /// <summary>The place of the value at a pointer, or of its nearest ancestor that exists.</summary>
    /// <param name="jsonPointer">An RFC 6901 pointer such as <c>/spec/hosts/0</c> or <c>/metadata/labels/istio.io~1rev</c>;
    /// empty for the whole object.</param>
    public Position Find(string jsonPointer)
    {
        var found = 0;
        var rest = jsonPointer.AsSpan();
        while (rest.StartsWith('/'))
        {
            rest = rest[1..];
            var slash = rest.IndexOf('/');
            var token = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? [] : rest[slash..];
            var child = token.Contains('~')
                ? FindChild(found, token.ToString().Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
                : FindChild(found, token);
            if (child < 0)
            {
                break;
            }

            found = child;
        }

        ref var entry = ref _entries[found];
        return new Position(entry.Line, entry.Column, entry.AnchorLine == 0 ? null : entry.AnchorLine);
    }

    private int FindChild(int parent, ReadOnlySpan<char> token)
    {
        var end = _entries[parent].End;
        var child = parent + 1;
        if (child >= end)
        {
            return -1;
        }

        if (_entries[child].Name is not null)
        {
            while (child < end && !token.SequenceEqual(_entries[child].Name))
            {
                child = _entries[child].End;
            }
        }
        else
        {
            if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return -1;
            }

            for (; index > 0 && child < end; index--)
            {
                child = _entries[child].End;
            }
        }

        return child < end ? child : -1;
    }

    /// <summary>One value. <c>Name</c> is null in a sequence and at the root; <c>End</c> is the index behind its content; an
    /// <c>AnchorLine</c> of 0 means no alias.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal record struct Entry(string? Name, int End, int Line, int Column, int AnchorLine);
}
