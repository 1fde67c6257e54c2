using System.Text;

namespace Inspection.Recommendations.Import;

/// <summary>The same finding printed twice, in a summary and in the body, is one finding.</summary>
internal static class Duplicates
{
    private const int KeyLength = 40;

    public static List<Draft> Remove(List<Draft> drafts)
    {
        var kept = new List<Draft>();
        var byKey = new Dictionary<string, List<(Draft Draft, string Text)>>();
        foreach (var draft in drafts.Where(d => d.Text.Any(t => !t.IsEmpty)))
        {
            var text = Normal(draft);
            var key = text.Length <= KeyLength ? text : text[..KeyLength];
            if (!byKey.TryGetValue(key, out var alike))
                byKey[key] = alike = [];
            var twin = alike.Take(30).FirstOrDefault(a => AreSame(a.Draft, a.Text, draft, text));
            if (twin.Draft is null)
            {
                alike.Add((draft, text));
                kept.Add(draft);
                continue;
            }
            if (draft.Completeness > twin.Draft.Completeness)
            {
                kept[kept.IndexOf(twin.Draft)] = draft;
                alike[alike.IndexOf(twin)] = (draft, text);
                draft.Number ??= twin.Draft.Number;
                draft.NumberWords ??= twin.Draft.NumberWords;
            }
            else if (twin.Draft.Number is null)
                (twin.Draft.Number, twin.Draft.NumberWords) = (draft.Number, draft.NumberWords);
        }
        return [.. kept.OrderBy(d => d.Start)];
    }

    private static bool AreSame(Draft a, string textA, Draft b, string textB)
    {
        if (a.Number is not null && b.Number is not null && a.Number != b.Number)
            return false;
        if (a.IsAnswered && b.IsAnswered && a.Number != b.Number)
            return false;
        var shared = Math.Min(textA.Length, textB.Length);
        return textA == textB
            || (shared >= 60 || a.Number is not null && a.Number == b.Number && shared >= 25)
                && textA.AsSpan(0, shared).SequenceEqual(textB.AsSpan(0, shared));
    }

    private static string Normal(Draft draft)
    {
        const int Enough = 600;
        var normal = new StringBuilder();
        foreach (var words in draft.Text)
        foreach (var c in words.Text)
            if (char.IsLetterOrDigit(c) && normal.Length < Enough)
                normal.Append(char.ToLowerInvariant(c));
        return normal.ToString();
    }
}
