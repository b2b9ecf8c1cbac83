using System.Text.RegularExpressions;

namespace EgressGuard.Webhook.Tests.Deploy.Templates;

/// <summary>A piece of a template: text, or an action in double braces.</summary>
/// <param name="IsAction">Which of the two.</param>
/// <param name="Text">The text, or the action without braces, markers and space around it.</param>
internal sealed partial record TemplatePart(bool IsAction, string Text)
{
    /// <summary>The pieces in order. A marker takes the white space beside its action away.</summary>
    public static List<TemplatePart> Split(string template)
    {
        var parts = new List<TemplatePart>();
        var (start, trims) = (0, false);
        foreach (Match match in Action().Matches(template))
        {
            var text = Trimmed(template[start..match.Index], trims);
            parts.Add(new TemplatePart(false, match.Groups["left"].Success ? text.TrimEnd() : text));
            parts.Add(new TemplatePart(true, match.Groups["action"].Value.Trim()));
            (start, trims) = (match.Index + match.Length, match.Groups["right"].Success);
        }

        parts.Add(new TemplatePart(false, Trimmed(template[start..], trims)));
        Assert.DoesNotContain(parts, part => !part.IsAction && part.Text.Contains("{{", StringComparison.Ordinal));
        return parts;
    }

    private static string Trimmed(string text, bool trims) => trims ? text.TrimStart() : text;

    [GeneratedRegex(@"\{\{(?<left>-\s)?(?<action>.*?)(?<right>\s-)?\}\}", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();
}
