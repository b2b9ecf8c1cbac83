using System.Globalization;
using System.Text.Json;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Model;

/// <summary>
/// Finds a null inside a list. The API server prunes null members but leaves nulls in lists (istio-egress.md A5); a rule that met
/// one could stumble, so the object is refused as malformed before any rule sees it.
/// </summary>
internal static class NullListItem
{
    /// <summary>
    /// The first null list item, or null when there is none. Objects in which the word stands nowhere but behind a colon, as in
    /// <c>"creationTimestamp":null</c>, cost a vectorised search.
    /// </summary>
    internal static ObjectDefect? Find(ReadOnlySpan<byte> utf8Json)
    {
        var start = 0;
        while (utf8Json[start..].IndexOf("null"u8) is >= 0 and var distance)
        {
            var before = utf8Json[..(start + distance)].TrimEnd(" \t\r\n"u8);
            if (!before.EndsWith(":"u8))
            {
                return Walk(utf8Json);
            }

            start += distance + 1;
        }

        return null;
    }

    private static ObjectDefect? Walk(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = 10_000 });
        var path = new Stack<Container>();
        var member = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    member = reader.GetString()!;
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    path.Push(new Container(Token(path, member), reader.TokenType == JsonTokenType.StartArray));
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    path.Pop();
                    CountItem(path);
                    break;
                case JsonTokenType.Null when path.TryPeek(out var list) && list.IsList:
                    return new ObjectDefect(PointerTo(path), "null is not a list item");
                default:
                    CountItem(path);
                    break;
            }
        }

        return null;
    }

    private static string Token(Stack<Container> path, string member) =>
        path.TryPeek(out var parent) && parent.IsList ? parent.Items.ToString(CultureInfo.InvariantCulture) : member;

    private static void CountItem(Stack<Container> path)
    {
        if (path.TryPeek(out var parent))
        {
            parent.Items++;
        }
    }

    private static string PointerTo(Stack<Container> path) =>
        string.Concat(path.Reverse().Skip(1).Select(container => "/" + JsonPointer.Escape(container.Token)))
        + "/" + JsonPointer.Token(path.Peek().Items);

    private sealed class Container(string token, bool isList)
    {
        public string Token { get; } = token;

        public bool IsList { get; } = isList;

        public int Items { get; set; }
    }
}
