using System.Text.Json;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Policy;

/// <summary>
/// Finds what makes a well-formed JSON document ambiguous: members that occur twice, of which one reader takes the first and
/// another the last, and strings that are no text. <see cref="JsonDocument"/> can refuse the former, but does not say where.
/// </summary>
internal static class DocumentText
{
    private const string NoText = "is not text: it holds bytes that are not UTF-8 or half of a surrogate pair";

    /// <summary>Reports every ambiguity below a value.</summary>
    public static void Check(JsonElement element, string pointer, List<PolicyError> errors)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(element, pointer, errors);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Check(item, $"{pointer}/{JsonPointer.Token(index++)}", errors);
                }

                break;
            case JsonValueKind.String when Read(static value => value.GetString(), element) is null:
                errors.Add(new PolicyError(pointer, $"this string {NoText}"));
                break;
        }
    }

    private static void CheckMembers(JsonElement element, string pointer, List<PolicyError> errors)
    {
        var names = new HashSet<string>();
        foreach (var property in element.EnumerateObject())
        {
            if (Read(static member => member.Name, property) is not { } name)
            {
                errors.Add(new PolicyError(pointer, $"the name of a field {NoText}"));
                continue;
            }

            var place = $"{pointer}/{JsonPointer.Escape(name)}";
            if (!names.Add(name))
            {
                errors.Add(new PolicyError(
                    place, $"{Quote.Text(name)} occurs twice, and readers would disagree about which one counts; keep one"));
            }

            Check(property.Value, place, errors);
        }
    }

    /// <summary>The text, or null where System.Text.Json finds that it is none, which it tells by an exception only.</summary>
    private static string? Read<T>(Func<T, string?> read, T source)
    {
        try
        {
            return read(source);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
