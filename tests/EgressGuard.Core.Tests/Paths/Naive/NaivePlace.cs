using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>A place in an object.</summary>
/// <param name="Kind">The object's kind.</param>
/// <param name="Home">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pointer">The JSON pointer; "" for the object as a whole.</param>
internal sealed record NaivePlace(string Kind, string Home, string Name, string Pointer)
{
    /// <summary>Where a node stands, or a field in it that need not be there.</summary>
    public static NaivePlace Of(JsonNode node, string field = "")
    {
        var owner = node.Root.AsObject();
        var pointer = node.GetPath()[1..].Replace('.', '/').Replace('[', '/').Replace("]", "", StringComparison.Ordinal);
        return new NaivePlace(NaiveJson.Kind(owner), NaiveJson.Namespace(owner), NaiveJson.Name(owner), pointer + field);
    }

    /// <summary>Another field of the destination whose host this is.</summary>
    public NaivePlace Beside(string field) =>
        Pointer.EndsWith("/host", StringComparison.Ordinal) ? this with { Pointer = Pointer[..^"host".Length] + field } : this;
}
