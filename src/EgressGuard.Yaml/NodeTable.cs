using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>The keys and values of one document in document order, without an object per node.</summary>
internal sealed class NodeTable
{
    private readonly List<Node> _nodes = [];

    public int Count => _nodes.Count;

    /// <summary>True when an alias was added: without any, a document cannot grow while it is written out.</summary>
    public bool HasAliases { get; private set; }

    /// <summary>The node at an index. Do not hold the reference while adding nodes.</summary>
    public ref Node this[int index] => ref CollectionsMarshal.AsSpan(_nodes)[index];

    public int Add(in Node node)
    {
        HasAliases |= node.Kind == NodeKind.Alias;
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    /// <summary>The index of the node itself, or of what an alias stands for.</summary>
    public int Resolve(int index)
    {
        ref var node = ref this[index];
        return node.Kind == NodeKind.Alias ? node.Target : index;
    }

    /// <summary>Forgets the document, keeping the memory for the next one.</summary>
    public void Clear()
    {
        // A giant document must not pin its memory while small ones follow.
        if (_nodes.Capacity > 64 * 1024)
        {
            _nodes.Clear();
            _nodes.Capacity = 0;
        }
        else
        {
            _nodes.Clear();
        }

        HasAliases = false;
    }
}
