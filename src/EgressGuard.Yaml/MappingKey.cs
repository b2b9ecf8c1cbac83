using System.Globalization;

namespace EgressGuard.Yaml;

/// <summary>A mapping's key as kubectl turns it into a JSON name.</summary>
internal static class MappingKey
{
    /// <summary>The JSON name: <c>no</c> becomes <c>false</c>, <c>0x10</c> becomes <c>16</c>.</summary>
    /// <exception cref="ManifestException">The key is null, a mapping, a sequence, or too large: kubectl refuses it.</exception>
    public static string Name(Document document, int index)
    {
        ref var key = ref document.Nodes[document.Nodes.Resolve(index)];
        switch (key.Kind)
        {
            case NodeKind.Text:
                return document.Share(key.Text!);
            case NodeKind.True:
                return "true";
            case NodeKind.False:
                return "false";
            case NodeKind.Integer:
                return document.Share(key.Integer.ToString(CultureInfo.InvariantCulture));
            case NodeKind.Float:
                return document.Share(GoNumber.Key(key.Double));
            case NodeKind.Null:
                throw document.Fail(document.Nodes[index], $"a key is empty or null, which kubectl refuses; name it, or put the word in quotes");
            case NodeKind.Mapping or NodeKind.Sequence:
                throw document.Fail(document.Nodes[index], $"a mapping or a list stands as a key, which kubectl refuses; in templates, put {{{{ … }}}} in quotes");
            case NodeKind.Unsigned:
                throw document.Fail(document.Nodes[index], $"the number is too large for a key, which kubectl refuses; put it in quotes");
            default:
                throw document.Fail(document.Nodes[index], $"the bytes are not UTF-8 and cannot be a key; write the key as text");
        }
    }

    /// <summary>Whether two keys with the same name are the same key for go-yaml, so that the later one replaces the earlier one.
    /// <c>1</c> and <c>"1"</c> are not: which of them kubectl sends changes from run to run.</summary>
    public static bool AreSame(in Node one, in Node other) =>
        one.Kind == other.Kind && (one.Kind != NodeKind.Float || one.Double.Equals(other.Double) && !double.IsNaN(one.Double));
}
