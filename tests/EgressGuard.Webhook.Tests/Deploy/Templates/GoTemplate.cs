using System.Text;
using System.Text.Json.Nodes;

namespace EgressGuard.Webhook.Tests.Deploy.Templates;

/// <summary>
/// As much of Helm's templates as the chart uses: values by path, if, else, range, define, include, and the functions of
/// <see cref="TemplateExpression"/>. Anything else fails, so that the chart stays within what is tested here.
/// </summary>
internal sealed class GoTemplate
{
    private readonly Dictionary<string, List<TemplatePart>> _defined = new(StringComparer.Ordinal);

    /// <summary>Takes the definitions of a file.</summary>
    public void Define(string template) => Assert.Equal("", Render(template, new JsonObject()).Trim());

    /// <summary>The text of a template.</summary>
    public string Render(string template, JsonNode context) => Render(TemplatePart.Split(template), context);

    /// <summary>The text of a definition.</summary>
    public string Include(string name, JsonNode context) => _defined.TryGetValue(name, out var body)
        ? Render(body, context)
        : throw new NotSupportedException($"No template is called '{name}'.");

    private string Render(List<TemplatePart> parts, JsonNode context)
    {
        var output = new StringBuilder();
        for (var at = 0; at < parts.Count; at++)
        {
            var (isAction, text) = parts[at];
            var word = text.Split(' ', 2)[0];
            if (!isAction)
            {
                output.Append(text);
            }
            else if (word is "if" or "range" or "define")
            {
                var end = EndOf(parts, at);
                output.Append(Block(word, text[word.Length..].Trim(), parts[(at + 1)..end], context));
                at = end;
            }
            else
            {
                output.Append(TemplateValue.Text(Evaluate(text, context)));
            }
        }

        return output.ToString();
    }

    private string Block(string word, string argument, List<TemplatePart> body, JsonNode context)
    {
        switch (word)
        {
            case "define":
                _defined.Add(argument.Trim('"'), body);
                return "";
            case "range":
                return string.Concat(Evaluate(argument, context)!.AsArray().Select(item => Render(body, item!)));
            default:
                var other = ElseOf(body);
                var isTrue = TemplateValue.IsTrue(Evaluate(argument, context));
                return isTrue ? Render(body[..other], context) : Render([.. body.Skip(other + 1)], context);
        }
    }

    private JsonNode? Evaluate(string expression, JsonNode context) => new TemplateExpression(this, context).Evaluate(expression);

    /// <summary>The end that belongs to the block that begins here.</summary>
    private static int EndOf(List<TemplatePart> parts, int start)
    {
        var depth = 0;
        for (var at = start; at < parts.Count; at++)
        {
            depth += Depth(parts[at]);
            if (depth == 0)
            {
                return at;
            }
        }

        throw new NotSupportedException($"'{parts[start].Text}' has no end.");
    }

    /// <summary>The else that belongs to this body; the length where there is none.</summary>
    private static int ElseOf(List<TemplatePart> body)
    {
        var depth = 0;
        for (var at = 0; at < body.Count; at++)
        {
            depth += Depth(body[at]);
            if (depth == 0 && body[at] is { IsAction: true, Text: "else" })
            {
                return at;
            }
        }

        return body.Count;
    }

    private static int Depth(TemplatePart part) => !part.IsAction ? 0 : part.Text.Split(' ', 2)[0] switch
    {
        "if" or "range" or "define" => 1,
        "end" => -1,
        _ => 0,
    };
}
