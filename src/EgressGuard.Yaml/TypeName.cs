using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>An object's API version and kind; null where it is missing, empty or not a string.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TypeName(string? ApiVersion, string? Kind)
{
    public bool IsEmpty => ApiVersion is null && Kind is null;

    /// <summary>The type of the object whose entries start at a place.</summary>
    public static TypeName Of(Document document, MappingReader mappings, int start) =>
        new(Text(document, mappings, start, "apiVersion"), Text(document, mappings, start, "kind"));

    private static string? Text(Document document, MappingReader mappings, int start, string name)
    {
        var entry = mappings.Find(start, name);
        if (entry < 0)
        {
            return null;
        }

        ref var value = ref document.Nodes[document.Nodes.Resolve(mappings[entry].Value)];
        return value.Kind == NodeKind.Text && value.Text!.Length > 0 ? value.Text : null;
    }
}
