using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>The alias through which a value arrives: all of it is found at the alias. The default is no alias.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Origin(int Line, int Column, int AnchorLine)
{
    public bool IsAlias => AnchorLine != 0;

    /// <summary>The origin of what lies at an index: the outermost alias wins, because that is where a person looks first.</summary>
    public Origin Through(NodeTable nodes, int index)
    {
        ref var node = ref nodes[index];
        return IsAlias || node.Kind != NodeKind.Alias ? this : new Origin(node.Line, node.Column, nodes[node.Target].Line);
    }
}
