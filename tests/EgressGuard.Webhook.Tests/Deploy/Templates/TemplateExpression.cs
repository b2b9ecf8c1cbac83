using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EgressGuard.Webhook.Tests.Deploy.Templates;

/// <summary>What stands in an action: commands, each of which gets the result of the one before as its last argument.</summary>
internal sealed partial class TemplateExpression(GoTemplate templates, JsonNode context)
{
    /// <summary>The value.</summary>
    public JsonNode? Evaluate(string expression)
    {
        JsonNode?[] before = [];
        foreach (var command in Commands(expression))
        {
            before = [Call(command, before)];
        }

        return before[0];
    }

    private JsonNode? Call(List<string> words, JsonNode?[] before)
    {
        JsonNode?[] arguments = [.. words.Skip(1).Select(Value), .. before];
        return (words[0], arguments) switch
        {
            ("include", [{ } name, { } about]) => templates.Include(name.GetValue<string>(), about),
            ("toYaml", [var value]) => TemplateValue.Yaml(value),
            ("nindent", [{ } width, { } text]) => TemplateValue.Indented(text.GetValue<string>(), width.GetValue<int>()),
            ("default", [var other, var value]) => TemplateValue.IsTrue(value) ? value?.DeepClone() : other?.DeepClone(),
            ("eq", [var left, var right]) => JsonNode.DeepEquals(left, right),
            ("ne", [var left, var right]) => !JsonNode.DeepEquals(left, right),
            (_, []) => Value(words[0]),
            _ => throw new NotSupportedException($"'{string.Join(' ', words)}' is not understood here."),
        };
    }

    private JsonNode? Value(string word)
    {
        if (word[0] == '"')
        {
            return word[1..^1];
        }

        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        if (word[0] != '.')
        {
            throw new NotSupportedException($"'{word}' is not understood here.");
        }

        return word[1..].Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode?)context, (node, name) =>
            node is JsonObject members && members.ContainsKey(name)
                ? members[name]
                : throw new NotSupportedException($"Nothing is called {word}."));
    }

    private static List<List<string>> Commands(string expression)
    {
        var commands = new List<List<string>> { new() };
        var end = 0;
        foreach (Match match in Word().Matches(expression))
        {
            Assert.Equal("", expression[end..match.Index].Trim());
            end = match.Index + match.Length;
            if (match.Value == "|")
            {
                commands.Add([]);
            }
            else
            {
                commands[^1].Add(match.Value);
            }
        }

        Assert.Equal("", expression[end..].Trim());
        return commands.TrueForAll(command => command.Count > 0)
            ? commands
            : throw new NotSupportedException($"'{expression}' is not understood here.");
    }

    [GeneratedRegex("""
        "[^"\\]*"|\||[.\w]+
        """, RegexOptions.None, 1000)]
    private static partial Regex Word();
}
