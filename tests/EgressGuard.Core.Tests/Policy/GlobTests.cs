using System.Text.RegularExpressions;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Policy;

public sealed class GlobTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a", "", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything at all", true)]
    [InlineData("**", "a", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ab", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*a", "ba", true)]
    [InlineData("*a", "ab", false)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbbcd", false)]
    [InlineData("a*b*c", "a1b2b3c", true)]
    [InlineData("a*b*c", "a1c2b", false)]
    [InlineData("abc", "ABC", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a?c", "abc", false)]
    [InlineData("a[b]c", "abc", false)]
    [InlineData("a\\*", "a\\b", true)]
    [InlineData("a*", "a\nb", true)]
    [InlineData("abc", "xabc", false)]
    [InlineData("abc", "abcx", false)]
    public void Fits_the_whole_text(string pattern, string text, bool expected) => Assert.Equal(expected, Glob.IsMatch(pattern, text));

    [Fact]
    public void Agrees_with_regular_expressions()
    {
        var random = new Random(7);
        for (var run = 0; run < 20000; run++)
        {
            var pattern = RandomText.Of(random, "ab*", 6);
            var text = RandomText.Of(random, "ab", 8);
            var expected = Regex.IsMatch(text, $"^{pattern.Replace("*", ".*", StringComparison.Ordinal)}\\z", RegexOptions.None, TimeSpan.FromSeconds(1));

            Assert.True(expected == Glob.IsMatch(pattern, text), $"{pattern} on {text} should be {expected}");
        }
    }

    [Fact]
    public void Takes_no_time_for_many_stars() =>
        Assert.False(Glob.IsMatch(string.Concat(Enumerable.Repeat("*a", 2000)) + "b", new string('a', 4000)));
}
