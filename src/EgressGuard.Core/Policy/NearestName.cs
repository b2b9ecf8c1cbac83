namespace EgressGuard.Core.Policy;

/// <summary>Guesses which name an author meant.</summary>
public static class NearestName
{
    /// <summary>The end of a sentence that proposes the nearest name, or "" when none is near.</summary>
    public static string Hint(string written, IEnumerable<string> names) =>
        Find(written, names) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>The name with the fewest edits from what is written, if these are few for its length; the first of equals.</summary>
    public static string? Find(string written, IEnumerable<string> names)
    {
        var (best, fewest) = ((string?)null, int.MaxValue);
        foreach (var name in names)
        {
            // A difference in length is as many edits: what is far too long is not compared at all.
            if (Math.Abs(name.Length - written.Length) <= Limit(name) && Distance(written, name) is var distance
                && distance <= Limit(name) && distance < fewest)
            {
                (best, fewest) = (name, distance);
            }
        }

        return best;
    }

    private static int Limit(string name) => Math.Max(1, name.Length / 3);

    /// <summary>How many characters are inserted, removed, replaced or swapped with a neighbour, whatever their case.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1][];
        for (var i = 0; i <= left.Length; i++)
        {
            rows[i] = new int[right.Length + 1];
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i][j] = i == 0 || j == 0 ? i + j : Cheapest(i, j);
            }
        }

        return rows[left.Length][right.Length];

        int Cheapest(int i, int j)
        {
            var replace = rows[i - 1][j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
            var edit = Math.Min(replace, Math.Min(rows[i - 1][j], rows[i][j - 1]) + 1);
            return i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1])
                ? Math.Min(edit, rows[i - 2][j - 2] + 1)
                : edit;
        }
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
