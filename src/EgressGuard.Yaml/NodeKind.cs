namespace EgressGuard.Yaml;

/// <summary>What a node of a document resolved to.</summary>
internal enum NodeKind : byte
{
    Null,
    True,
    False,

    /// <summary>A 64-bit signed integer in <see cref="Node.Integer"/>.</summary>
    Integer,

    /// <summary>An unsigned integer beyond 64 bits signed: sent as a float, and unusable as a key.</summary>
    Unsigned,

    /// <summary>A float in <see cref="Node.Double"/>.</summary>
    Float,

    /// <summary>A string in <see cref="Node.Text"/>.</summary>
    Text,

    /// <summary>Bytes that are not UTF-8, from <c>!!binary</c>; the text has U+FFFD in their place.</summary>
    BrokenText,
    Mapping,
    Sequence,
    Alias,
}
