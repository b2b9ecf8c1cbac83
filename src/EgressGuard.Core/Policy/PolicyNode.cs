using System.Collections.Immutable;
using System.Text.Json;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Policy;

/// <summary>
/// A value of the policy document with its place. Reading one never throws and never stops: what is wrong is reported, and the
/// reader goes on, so that an author sees every error at once. An absent value and an explicit null are the same thing.
/// </summary>
internal readonly struct PolicyNode(JsonElement element, string pointer, List<PolicyError> errors)
{
    /// <summary>The place, as a JSON pointer.</summary>
    public string Pointer { get; } = pointer;

    /// <summary>Whether the document says nothing here.</summary>
    public bool IsAbsent => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Whether this is a list without items.</summary>
    public bool IsEmptyList => element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 0;

    /// <summary>Whether this is an object without members.</summary>
    public bool IsEmptyObject => element.ValueKind == JsonValueKind.Object && element.GetPropertyCount() == 0;

    /// <summary>Reports that this value is wrong.</summary>
    public void Report(string problem) => errors.Add(new PolicyError(Pointer, problem));

    /// <summary>The string, or null when it is absent or wrong.</summary>
    /// <param name="check">Says what is wrong with a string, or null when nothing is.</param>
    public string? Text(Func<string, string?>? check = null)
    {
        if (IsAbsent)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            // YAML reads an unquoted true or 5 as something else than text, which is the usual slip.
            Expected("a string", element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? "" : "; put it in quotes");
            return null;
        }

        var text = element.GetString()!;
        if (check?.Invoke(text) is not { } problem)
        {
            return text;
        }

        Report(problem);
        return null;
    }

    /// <summary>The whole number, or null when it is absent or wrong.</summary>
    public int? Integer(int minimum, int maximum)
    {
        if (IsAbsent)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            Expected("a whole number", element.ValueKind == JsonValueKind.String ? "; write it without quotes" : "");
            return null;
        }

        if (element.TryGetInt32(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Report($"{Quote.Shorten(element.GetRawText())} is not a whole number between {minimum} and {maximum}");
        return null;
    }

    /// <summary>True or false, or null when it is absent or wrong.</summary>
    public bool? Boolean()
    {
        if (IsAbsent)
        {
            return null;
        }

        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        Expected("true or false", element.ValueKind == JsonValueKind.String ? "; write it without quotes" : "");
        return null;
    }

    /// <summary>The value that a name stands for, or null when it is absent or wrong.</summary>
    public T? Choice<T>(ReadOnlySpan<(string Name, T Value)> choices)
        where T : struct
    {
        if (Text() is not { } text)
        {
            return null;
        }

        var names = new string[choices.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            if (choices[i].Name == text)
            {
                return choices[i].Value;
            }

            names[i] = choices[i].Name;
        }

        Report($"{Quote.Text(text)} is not one of {string.Join(", ", names)}{NearestName.Hint(text, names)}");
        return null;
    }

    /// <summary>The object, or null when it is absent or wrong. Whoever reads it calls <see cref="PolicyObject.End"/> last.</summary>
    /// <param name="hint">The end of the sentence that tells what is wrong: how the object is written.</param>
    public PolicyObject? Object(string hint = "")
    {
        if (!IsAbsent && element.ValueKind != JsonValueKind.Object)
        {
            Expected("an object", hint);
        }

        return element.ValueKind == JsonValueKind.Object ? new PolicyObject(this) : null;
    }

    /// <summary>The items of the list, without those that are null; null when the list is absent or wrong.</summary>
    public List<PolicyNode>? Items()
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            if (!IsAbsent)
            {
                Expected("a list", element.ValueKind == JsonValueKind.Object ? "" : "; a single item is written as a list, too");
            }

            return null;
        }

        var items = new List<PolicyNode>(element.GetArrayLength());
        foreach (var value in element.EnumerateArray())
        {
            var item = new PolicyNode(value, $"{Pointer}/{JsonPointer.Token(items.Count)}", errors);
            if (item.IsAbsent)
            {
                item.Report("the item is null; write a value or remove it");
            }

            items.Add(item);
        }

        items.RemoveAll(item => item.IsAbsent);
        return items;
    }

    /// <summary>The strings of the list that are right; null when the list is absent or wrong.</summary>
    public ImmutableArray<string>? Texts(Func<string, string?> check)
    {
        if (Items() is not { } items)
        {
            return null;
        }

        var texts = ImmutableArray.CreateBuilder<string>(items.Count);
        foreach (var item in items)
        {
            if (item.Text(check) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts.DrainToImmutable();
    }

    /// <summary>The members of the object with their names; null when the object is absent or wrong.</summary>
    public List<(string Name, PolicyNode Value)>? Members()
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            if (!IsAbsent)
            {
                Expected("an object", "");
            }

            return null;
        }

        var members = new List<(string, PolicyNode)>();
        foreach (var property in element.EnumerateObject())
        {
            members.Add((property.Name, Child(property.Name, property.Value)));
        }

        return members;
    }

    /// <summary>The member with this name, absent if there is none. Only for objects.</summary>
    internal PolicyNode Member(string name) => Child(name, element.TryGetProperty(name, out var value) ? value : default);

    private PolicyNode Child(string name, JsonElement value) => new(value, $"{Pointer}/{JsonPointer.Escape(name)}", errors);

    private void Expected(string what, string hint)
    {
        var found = element.ValueKind switch
        {
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "true or false",
            JsonValueKind.Array => "a list",
            _ => "an object",
        };
        Report($"this must be {what}, but it is {found}{hint}");
    }
}
