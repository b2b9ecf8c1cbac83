using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>One key or value of a document. Nodes lie in document order in a <see cref="NodeTable"/>; a container is followed by its content.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Node
{
    /// <summary>A string's value, an alias's name.</summary>
    public string? Text;

    /// <summary>An integer's value, the bits of a float.</summary>
    public long Integer;

    public int Line;
    public int Column;

    /// <summary>The index behind the node and all its content.</summary>
    public int End;

    /// <summary>Index of the node an alias stands for.</summary>
    public int Target;

    public NodeKind Kind;

    /// <summary>The key is an unquoted (or tagged) <c>&lt;&lt;</c>.</summary>
    public bool IsMerge;

    /// <summary>YAML 1.2 would have read this scalar otherwise.</summary>
    public bool IsSurprise;

    /// <summary>An issue was reported here: aliases bring the same node round again.</summary>
    public bool IsReported;

    public readonly double Double => BitConverter.Int64BitsToDouble(Integer);
}
